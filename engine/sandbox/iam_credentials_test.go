package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const (
	sshKey      = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIU0WKzMeHeaNWl3y/y5HpKigD13YXkNzJXSyUjJ/oSg test"
	certificate = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUfBWXbetSBShq7sotJou3Z6hgaGcwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIwOTA2MTVaGA8yMTI2MTAyOTA5MDYx
NVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPhe
sqNnRwaSIEGKVQBB0qIkdH0exfrr8/whnq6xHq+oqAoZ8BIUrkxuqaFoeG7kfWHK
njsM6/bIjAJy+pB4QMqjUzBRMB0GA1UdDgQWBBQK02LAZFnWbKvycUqaUG3Ptork
7DAfBgNVHSMEGDAWgBQK02LAZFnWbKvycUqaUG3Ptork7DAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCID2wW0Ch9kNQW/dT/wT5vewoA9bi0ETmG/Nw
LbXJANCDAiBEuMi5W9R2KkVK5AHOLKcQNWfsXGFG9J0+A5nxYdcqYQ==
-----END CERTIFICATE-----
`
)

func TestSSHPublicKeys(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	x := aws.String("x")
	upload := func(body string) (*iam.UploadSSHPublicKeyOutput, error) {
		return c.UploadSSHPublicKey(t.Context(), &iam.UploadSSHPublicKeyInput{UserName: x, SSHPublicKeyBody: &body})
	}
	made, err := upload(sshKey)
	d.must(err)
	_, err = upload(sshKey)
	d.refused(err, "DuplicateSSHPublicKey", "")
	_, err = upload("ssh-dss nonsense")
	d.refused(err, "InvalidPublicKey", "")
	id := made.SSHPublicKey.SSHPublicKeyId
	_, err = c.UpdateSSHPublicKey(t.Context(), &iam.UpdateSSHPublicKeyInput{UserName: x, SSHPublicKeyId: id, Status: iamtypes.StatusTypeInactive})
	d.must(err)
	got, err := c.GetSSHPublicKey(t.Context(), &iam.GetSSHPublicKeyInput{UserName: x, SSHPublicKeyId: id, Encoding: iamtypes.EncodingTypeSsh})
	d.must(err)
	d.equal(*got.SSHPublicKey.SSHPublicKeyBody, sshKey)
	d.equal(got.SSHPublicKey.Status, iamtypes.StatusTypeInactive)
	d.equal(len(*got.SSHPublicKey.Fingerprint), 47)
	list, err := c.ListSSHPublicKeys(t.Context(), &iam.ListSSHPublicKeysInput{UserName: x})
	d.must(err)
	d.equal(*list.SSHPublicKeys[0].SSHPublicKeyId, *id)
	_, err = c.DeleteSSHPublicKey(t.Context(), &iam.DeleteSSHPublicKeyInput{UserName: x, SSHPublicKeyId: id})
	d.must(err)
	_, err = c.GetSSHPublicKey(t.Context(), &iam.GetSSHPublicKeyInput{UserName: x, SSHPublicKeyId: id, Encoding: iamtypes.EncodingTypeSsh})
	d.refused(err, "NoSuchEntity", "")
}

func TestSigningCertificates(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	x := aws.String("x")
	made, err := c.UploadSigningCertificate(t.Context(), &iam.UploadSigningCertificateInput{UserName: x, CertificateBody: aws.String(certificate)})
	d.must(err)
	_, err = c.UploadSigningCertificate(t.Context(), &iam.UploadSigningCertificateInput{UserName: x, CertificateBody: aws.String(certificate)})
	d.refused(err, "DuplicateCertificate", "")
	_, err = c.UploadSigningCertificate(t.Context(), &iam.UploadSigningCertificateInput{UserName: x, CertificateBody: aws.String("nonsense")})
	d.refused(err, "MalformedCertificate", "")
	id := made.Certificate.CertificateId
	_, err = c.UpdateSigningCertificate(t.Context(), &iam.UpdateSigningCertificateInput{UserName: x, CertificateId: id, Status: iamtypes.StatusTypeInactive})
	d.must(err)
	list, err := c.ListSigningCertificates(t.Context(), &iam.ListSigningCertificatesInput{UserName: x})
	d.must(err)
	d.equal(list.Certificates[0].Status, iamtypes.StatusTypeInactive)
	_, err = c.DeleteSigningCertificate(t.Context(), &iam.DeleteSigningCertificateInput{UserName: x, CertificateId: id})
	d.must(err)
	_, err = c.DeleteSigningCertificate(t.Context(), &iam.DeleteSigningCertificateInput{UserName: x, CertificateId: id})
	d.refused(err, "NoSuchEntity", "")
}

func TestServiceSpecificCredentials(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	x, git := aws.String("x"), aws.String("codecommit.amazonaws.com")
	create := func(service *string) (*iam.CreateServiceSpecificCredentialOutput, error) {
		return c.CreateServiceSpecificCredential(t.Context(), &iam.CreateServiceSpecificCredentialInput{UserName: x, ServiceName: service})
	}
	made, err := create(git)
	d.must(err)
	id, password := made.ServiceSpecificCredential.ServiceSpecificCredentialId, *made.ServiceSpecificCredential.ServicePassword
	_, err = create(git)
	d.must(err)
	_, err = create(git)
	d.refused(err, "LimitExceeded", "")
	_, err = create(aws.String("ec2.amazonaws.com"))
	d.refused(err, "NotSupportedService", "")
	again, err := c.ResetServiceSpecificCredential(t.Context(), &iam.ResetServiceSpecificCredentialInput{UserName: x, ServiceSpecificCredentialId: id})
	d.must(err)
	d.equal(*again.ServiceSpecificCredential.ServicePassword == password, false)
	_, err = c.UpdateServiceSpecificCredential(t.Context(), &iam.UpdateServiceSpecificCredentialInput{UserName: x, ServiceSpecificCredentialId: id, Status: iamtypes.StatusTypeInactive})
	d.must(err)
	list, err := c.ListServiceSpecificCredentials(t.Context(), &iam.ListServiceSpecificCredentialsInput{UserName: x, ServiceName: git})
	d.must(err)
	d.equal(len(list.ServiceSpecificCredentials), 2)
	list, err = c.ListServiceSpecificCredentials(t.Context(), &iam.ListServiceSpecificCredentialsInput{UserName: x, ServiceName: aws.String("cassandra.amazonaws.com")})
	d.must(err)
	d.equal(len(list.ServiceSpecificCredentials), 0)
	_, err = c.DeleteServiceSpecificCredential(t.Context(), &iam.DeleteServiceSpecificCredentialInput{UserName: x, ServiceSpecificCredentialId: aws.String("ACCANONEATALLHERE0000")})
	d.refused(err, "NoSuchEntity", "")
}
